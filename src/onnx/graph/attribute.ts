/**
 * Reads a node's attributes by name, with the standard's default for absent ones.
 * In: a node. Out: plain values. Does not look at `type`: files before 2017 lack it and the value fields say enough.
 */
import type { AttributeProto, NodeProto } from '../schema/messages.js';

export function findAttribute(node: NodeProto, name: string): AttributeProto | undefined {
  return node.attribute.find((attribute) => attribute.name === name);
}

/** An integer attribute; 64-bit values beyond 2^53 lose precision, which only "to the end" markers reach. */
export function readAttributeInt(node: NodeProto, name: string, fallback: number): number {
  const value = findAttribute(node, name)?.i;
  return value === undefined ? fallback : Number(value);
}

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
