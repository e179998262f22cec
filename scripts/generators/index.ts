import { renderDocsTokens } from "./docs-tokens.ts";
import { renderCatalogue, renderExecutors } from "./node-catalogue.ts";
import { renderNodeDocs } from "./node-docs.ts";
import { renderSchema } from "./storage-schema.ts";
import { renderWebHeaders } from "./web-headers.ts";

export interface Generator {
    /** From the repository's root. */
    path: string;
    render: () => string | Promise<string>;
}

/** Every generated file of the repository. They are committed; `npm run check` proves them fresh. */
export const generators: Generator[] = [
    { path: "nodes/catalogue.gen.ts", render: renderCatalogue },
    { path: "nodes/executors.gen.ts", render: renderExecutors },
    { path: "docs/nodes.md", render: renderNodeDocs },
    { path: "backend/src/api/docs/tokens.gen.css", render: renderDocsTokens },
    { path: "backend/src/storage/schema.golden.sql", render: renderSchema },
    { path: "infra/docker/web/security-headers.gen.conf", render: renderWebHeaders }
];
