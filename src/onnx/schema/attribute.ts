/**
 * Attributes of nodes as plain values, read by name with the standard's default for absent ones, and written.
 * Reading does not look at `type`: files before 2017 lack it and the value fields say enough.
 */
import { attributeCodec } from './codecs.js';
import { ATTRIBUTE_TYPE, type AttributeProto, type NodeProto } from './messages.js';

/** Numbers are integers unless marked. */
export type AttributeValue = number | string | readonly number[] | { float: number };
/** Attributes of a new node by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** The attribute of that name as the file holds it. */
export function findAttribute(node: NodeProto, name: string): AttributeProto | undefined {
  return node.attribute.find((attribute) => attribute.name === name);
}

/** An integer attribute; 64-bit values beyond 2^53 lose precision, which only "to the end" markers reach. */
export function readAttributeInt(node: NodeProto, name: string, fallback: number): number {
  const value = findAttribute(node, name)?.i;
  return value === undefined ? fallback : Number(value);
}

/** A float attribute, or `fallback` where the node has none. */
export function readAttributeFloat(node: NodeProto, name: string, fallback: number): number {
  return findAttribute(node, name)?.f ?? fallback;
}

/** A list of integers, or null when the attribute is absent. */
export function readAttributeInts(node: NodeProto, name: string): number[] | null {
  return findAttribute(node, name)?.ints.map(Number) ?? null;
}

/** A text attribute. */
export function readAttributeText(node: NodeProto, name: string, fallback: string): string {
  const bytes = findAttribute(node, name)?.s;
  return bytes === undefined ? fallback : new TextDecoder().decode(bytes);
}

/** An attribute as the file holds it; a number becomes an int unless it is given as `{ float }`. */
export function toAttribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') {
    return attributeCodec.create({ name, type: ATTRIBUTE_TYPE.int, i: BigInt(value) });
  }
  if (typeof value === 'string') {
    return attributeCodec.create({ name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(value) });
  }
  if ('float' in value) {
    return attributeCodec.create({ name, type: ATTRIBUTE_TYPE.float, f: value.float });
  }
  return attributeCodec.create({ name, type: ATTRIBUTE_TYPE.ints, ints: value.map(BigInt) });
}
