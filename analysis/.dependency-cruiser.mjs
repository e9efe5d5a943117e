/** Who may import whom: `docs/architecture.md`. Each rule is seen to fail in `test/architecture.test.ts`. */
const testFiles = "[.](test|contract|fixture)[.]ts$";

const layer = (name, mayImport, comment) => ({
  name: `${name}-imports`,
  severity: "error",
  comment,
  from: { path: `^src/${name}/`, pathNot: testFiles },
  to: { path: "^src/", pathNot: [name, "lib", ...mayImport].map((folder) => `^src/${folder}/`) },
});

export default {
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
  forbidden: [
    layer("lib", [], "Small helpers that know nothing of the field."),
    layer("domain", [], "The words depend on nothing of ours."),
    layer("alert", ["domain"], "What an alert is, before anyone judges it."),
    layer("pseudonymise", ["domain", "alert"], "Privacy code is readable on its own."),
    layer("knowledge", ["domain", "alert"], "What we know for certain."),
    layer("ports", ["domain", "alert", "pseudonymise", "knowledge"], "A port speaks the field's words."),
    layer(
      "analysis",
      ["domain", "alert", "pseudonymise", "knowledge", "ports"],
      "The pipeline knows ports, never adapters.",
    ),
    layer("adapters", ["domain", "alert", "pseudonymise", "ports"], "An adapter knows its port."),
    layer("config", ["domain"], "Settings are read in one place and know nothing of their use."),
    layer("http", ["domain", "analysis", "ports", "knowledge", "alert"], "Routes call the pipeline."),
    layer(
      "cli",
      ["domain", "analysis", "ports", "alert", "config"],
      "Commands call the pipeline; main hands them what they need.",
    ),
    {
      name: "domain-needs-no-platform",
      severity: "error",
      comment: "The field's words run anywhere.",
      from: { path: "^src/domain/", pathNot: testFiles },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "ai-sdk-only-in-providers",
      severity: "error",
      comment: "One place can call a model.",
      from: { path: "^src/", pathNot: "^src/adapters/providers/" },
      to: { path: "node_modules/(ai|@ai-sdk)/" },
    },
    {
      name: "no-adapter-to-adapter-of-another-kind",
      severity: "error",
      comment: "Kinds of adapter meet in main only.",
      from: { path: "^src/adapters/([^/]+)/", pathNot: testFiles },
      to: {
        path: "^src/adapters/([^/]+)/",
        pathNot: ["^src/adapters/$1/", "^src/adapters/database/", "^src/adapters/http-client/"],
      },
    },
    {
      name: "only-test-files-import-node-test",
      severity: "error",
      comment: "A misnamed test never runs.",
      from: { path: "^(src|test)/", pathNot: "[.](test|contract)[.]ts$" },
      to: { dependencyTypes: ["core"], path: "^(node:)?test$" },
    },
    {
      name: "no-production-to-test",
      severity: "error",
      comment: "What ships does not need its tests.",
      from: { path: "^src/", pathNot: testFiles },
      to: { path: testFiles },
    },
    {
      name: "no-circular",
      severity: "error",
      comment: "Two files that need each other are one.",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      severity: "error",
      comment: "Dead files are deleted.",
      from: {
        orphan: true,
        path: "^src/",
        pathNot: [testFiles, "^src/main[.]ts$", "^src/knowledge/refresh-data[.]ts$"],
      },
      to: {},
    },
  ],
};
