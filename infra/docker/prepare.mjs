// Run while the server's image is built, as the user that will run it: makes what a start would make on a
// file system that it cannot write to.
import { enableCompileCache, flushCompileCache } from "node:module";

// Where main.ts looks: sources without their types, compiled. It halves a start.
enableCompileCache("/app/node_modules/.cache/compiled");

// The workflow's code as a worker loads it.
const { workflowBundle } = await import("/app/backend/src/engines/temporal/bundle.ts");
await workflowBundle();

// What a start and a migration load; neither begins to work by itself.
await import("/app/backend/src/serve.ts");
await import("/app/backend/src/storage/open-database.ts");

flushCompileCache();
process.exit();
