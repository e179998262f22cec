import { executionErrorSchema } from "@flowmaestro/shared/contract/errors.ts";
import { jsonColumn } from "./session.ts";

const { details } = executionErrorSchema.shape;

/** The core leaves `details` out where there are none; readers always get an object. */
export const storedError = jsonColumn(
    executionErrorSchema.extend({ details: details.default({}) })
).nullable();
