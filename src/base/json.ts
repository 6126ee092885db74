/** What parsed JSON may be. In: any value. Out: whether it is an object with fields, neither a list nor null. */

/** A JSON object whose fields have not been looked at. */
export type JsonObject = Record<string, unknown>;

/** Whether a value of parsed JSON is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
