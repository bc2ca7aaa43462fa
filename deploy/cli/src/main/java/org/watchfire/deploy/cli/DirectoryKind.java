package org.watchfire.deploy.cli;

import picocli.CommandLine.Model.CommandSpec;

/** What a command of {@code watchfire person|asset|department} is about. */
interface DirectoryKind {
  /** As policy objects are typed. */
  String kind();

  /** As the API calls all of them. */
  String collection();

  /** Of the command that a subcommand belongs to. */
  static DirectoryKind of(CommandSpec subcommand) {
    return (DirectoryKind) subcommand.parent().userObject();
  }
}
