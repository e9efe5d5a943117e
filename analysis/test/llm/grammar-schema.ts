type Schema = Readonly<Record<string, unknown>>;

/**
 * The same JSON Schema in the words that node-llama-cpp's grammars know. They have `oneOf` but no `anyOf` (it lets through only `null`), and
 * of a list of types they forget the rest (`maxLength`, `properties`). What a grammar cannot say (`pattern`, `minimum`) they leave out by themselves.
 */
export function grammarSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(grammarSchema);
  if (typeof schema !== "object" || schema === null) return schema;
  const { anyOf, allOf, ...rest } = schema as Schema;
  const own = Object.fromEntries(Object.entries(rest).map(([keyword, value]) => [keyword, below(keyword, value)]));
  if (Array.isArray(anyOf)) return { ...own, oneOf: anyOf.map(grammarSchema) };
  if (Array.isArray(allOf) && allOf.length === 1) return { ...own, ...(grammarSchema(allOf[0]) as Schema) };
  if (Array.isArray(own["type"]) && own["enum"] === undefined)
    return { oneOf: own["type"].map((type) => ({ ...own, type })) };
  return own;
}

/** Names of properties are not keywords, and an `enum`'s values no schemas: only schemas are looked into. */
function below(keyword: string, value: unknown): unknown {
  if (keyword === "properties" || keyword === "$defs") {
    return Object.fromEntries(Object.entries(value as Schema).map(([name, schema]) => [name, grammarSchema(schema)]));
  }
  return ["items", "prefixItems", "additionalProperties", "oneOf"].includes(keyword) ? grammarSchema(value) : value;
}

const textCharsMax = 60;
const itemsMax = 2;

/** The same with a bound for every text and list that has none: a model this small rarely ends one by itself. */
export function boundedSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(boundedSchema);
  if (typeof schema !== "object" || schema === null) return schema;
  const { type, enum: words } = schema as Schema;
  const below = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [
      keyword,
      keyword === "properties" ? boundedProperties(value as Schema) : boundedSchema(value),
    ]),
  );
  if (type === "string" && words === undefined) return { maxLength: textCharsMax, ...below };
  return type === "array" ? { maxItems: itemsMax, ...below } : below;
}

function boundedProperties(properties: Schema): Schema {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, boundedSchema(schema)]));
}
