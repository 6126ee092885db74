/**
 * What torch's pickles are made of besides plain data: storages and tensors, as descriptions.
 * Types of value only; where their bytes stand is the container's business.
 */
import { HostObject } from '../pickle/values.js';

/** A run of elements in a stored file member; tensors are views of it. */
export class TypedStorage extends HostObject {
  readonly kind = 'storage';

  constructor(
    readonly key: string,
    /** Null for a class of storage that is not known here. */
    readonly dtype: string | null,
    readonly elementCount: number,
    /** First element of a view into the stored run; torch before 0.4 had such views. */
    readonly firstElement = 0,
  ) {
    super();
  }
}

/** A tensor: which elements of a storage, in which arrangement. Numbers are as the file has them, not yet checked. */
export class TensorView extends HostObject {
  readonly kind = 'tensor';

  constructor(
    readonly storage: TypedStorage,
    readonly dtype: string,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {
    super();
  }
}
