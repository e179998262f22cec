/**
 * JSON of an answer, not typed: the one hole of that kind, and for tests alone. A field that is not
 * there fails the expectation that reads it; the product goes through a schema.
 */
// oxlint-disable-next-line typescript/no-explicit-any
export type ParsedJson = any;
