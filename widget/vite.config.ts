import { defineConfig } from "vitest/config";

// One classic script: it works from another origin without CORS, and without `type="module"`.
export default defineConfig({
  build: {
    target: "es2022",
    outDir: "../holdfast/channels/static",
    emptyOutDir: false,
    copyPublicDir: false,
    lib: {
      entry: "src/holdfast-chat.ts",
      name: "holdfastChat",
      formats: ["iife"],
      fileName: () => "holdfast-chat.js",
    },
  },
  test: { include: ["test/**/*.test.ts"] },
});
