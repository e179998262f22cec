import { startProduct } from "./server.ts";

/** One product for all flows; each flow signs in and makes what it needs. */
export default async function setup(): Promise<() => Promise<void>> {
    const product = await startProduct();
    process.env["FM_E2E_ORIGIN"] = product.origin;
    return async () => {
        await product.stop();
        product.remove();
    };
}
