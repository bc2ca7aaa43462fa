package org.watchfire.console.access;

import java.util.List;
import org.watchfire.console.integrity.ProtectedScan;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.Person;

/**
 * People, assets, departments and levels at one moment, every row verified. Immutable.
 *
 * @param state of the table it was read from
 * @param seq number of the last change that is in it
 * @param persons by id
 * @param assets by id
 */
record Picture(
    ProtectedScan.State state,
    long seq,
    Directory directory,
    List<Person> persons,
    List<Asset> assets) {

  static Picture of(ProtectedScan.State state, long seq, Directory directory) {
    return new Picture(
        state, seq, directory, List.copyOf(directory.persons()), List.copyOf(directory.assets()));
  }
}
