/**
 * What `JSON.parse` gives: a test that reads an answer states by its expectations what is in it, and a
 * field that is not there fails them. Only tests read JSON so; the product goes through a schema.
 */
export type ParsedJson = ReturnType<typeof JSON.parse>;
