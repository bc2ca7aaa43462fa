package org.watchfire.engine.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Length and bytes of a {@link ByteForm}. The forms carry their own version, so every snapshot is
 * compatible as is.
 */
public final class ByteFormSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final ByteForm form;

  ByteFormSerializer(ByteForm form) {
    this.form = form;
  }

  @Override
  public boolean isImmutableType() {
    return form.immutable();
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  public T createInstance() {
    return null;
  }

  @Override
  @SuppressWarnings("unchecked")
  public T copy(T from) {
    return form.immutable() ? from : (T) form.decode(form.encode(from));
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    byte[] bytes = form.encode(value);
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  @SuppressWarnings("unchecked")
  public T deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    try {
      return (T) form.decode(bytes);
    } catch (IllegalArgumentException e) {
      throw new IOException("cannot read " + form + ": " + e.getMessage(), e);
    }
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ByteFormSerializer<?> s && form == s.form;
  }

  @Override
  public int hashCode() {
    return form.name().hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new Snapshot<>(form);
  }

  /** Remembers in a checkpoint which form its bytes have. */
  public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {
    private ByteForm form;

    /** For Flink, which fills it by {@link #readSnapshot}. */
    public Snapshot() {}

    Snapshot(ByteForm form) {
      this.form = form;
    }

    @Override
    public int getCurrentVersion() {
      return 1;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(form.name());
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
      String name = in.readUTF();
      try {
        form = ByteForm.valueOf(name);
      } catch (IllegalArgumentException e) {
        throw new IOException("checkpoint has a form this version does not know: " + name, e);
      }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return new ByteFormSerializer<>(form);
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      return old instanceof Snapshot<?> s && s.form == form
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
