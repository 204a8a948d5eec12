import { defineConfig } from "vitest/config";

/** Indentation of templates is weight and nothing else. */
const unindented = {
  name: "unindented",
  transform: (code: string, id: string) => (id.endsWith(".ts") ? { code: code.replace(/\n\s+/g, "\n"), map: null } : null),
};

// One classic script: it works from another origin without CORS, and without `type="module"`.
export default defineConfig({
  plugins: [unindented],
  build: {
    target: "es2022",
    minify: "terser",
    terserOptions: { ecma: 2020, compress: { passes: 3 } },
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
