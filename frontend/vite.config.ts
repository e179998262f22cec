import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const api = process.env["FM_API_ORIGIN"] ?? "http://localhost:3001";

export default defineConfig({
    plugins: [react(), tailwindcss()],
    resolve: {
        alias: {
            "react-remove-scroll": fileURLToPath(
                new URL("src/lib/scroll-lock.tsx", import.meta.url)
            )
        }
    },
    server: {
        port: 3000,
        strictPort: true,
        proxy: {
            "/api": { target: api, changeOrigin: false },
            "/health": { target: api, changeOrigin: false },
            "/ws": { target: api, ws: true, changeOrigin: false }
        }
    },
    build: {
        target: "es2023",
        sourcemap: true,
        // The content security policy allows no data: URLs and no inline scripts.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false }
    }
});
