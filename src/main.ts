import { deploy } from "./providers";

// The program behind Pulumi.yaml: what it exports are the outputs of the stack.
const outputs = deploy();
module.exports = outputs;
