import { z } from "zod";

// Imported first. Zod would otherwise try `new Function`, which the content security policy reports.
z.config({ jitless: true });
