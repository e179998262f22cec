import { productInfo } from "../../../services/product-info.ts";
import type { Handlers } from "../../handler.ts";

export const getInfo: Handlers["getInfo"] = (_request, deps) => ({ data: productInfo(deps) });
