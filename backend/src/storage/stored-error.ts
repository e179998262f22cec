import { explained } from "@flowmaestro/shared/contract/error-help.ts";
import { executionErrorSchema } from "@flowmaestro/shared/contract/errors.ts";
import { jsonColumn } from "./session.ts";

const { details } = executionErrorSchema.shape;

/** The core leaves `details` out where there are none; readers always get a reason and a way out. */
export const storedError = jsonColumn(
    executionErrorSchema.extend({ details: details.default({}) }).transform(explained)
).nullable();
