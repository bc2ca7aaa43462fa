package org.watchfire.engine.state;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink which {@link ByteForm} a class has. */
public final class ByteFormType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final ByteForm form;

  private ByteFormType(ByteForm form) {
    this.form = form;
  }

  /**
   * @param type must be the class of the form
   */
  public static <T> ByteFormType<T> of(ByteForm form, Class<T> type) {
    if (form.type() != type) {
      throw new IllegalArgumentException(form + " is not the form of " + type.getName());
    }
    return new ByteFormType<>(form);
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Class<T> getTypeClass() {
    return (Class<T>) form.type();
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new ByteFormSerializer<>(form);
  }

  @Override
  public String toString() {
    return "ByteForm " + form;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ByteFormType<?> t && form == t.form;
  }

  @Override
  public int hashCode() {
    return form.name().hashCode();
  }

  @Override
  public boolean canEqual(Object o) {
    return o instanceof ByteFormType<?>;
  }
}
