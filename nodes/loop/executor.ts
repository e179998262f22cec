import { evaluatedNode } from "../kit/evaluated.ts";
import { definition } from "./definition.ts";
import { evaluate } from "./evaluate.ts";

export default evaluatedNode(definition, evaluate);
