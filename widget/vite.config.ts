import { defineConfig } from "vitest/config";

/** Indentation of templates is weight and nothing else, and so is a line between two of their tags. */
const unindented = {
  name: "unindented",
  transform: (code: string, id: string) =>
    id.endsWith(".ts") ? { code: code.replace(/>\n\s+</g, "><").replace(/\n\s+/g, "\n"), map: null } : null,
};
/** Of Lightning CSS: a stand-in for `light-dark()`, which these styles do not use. */
const LIGHT_DARK = 1 << 20;

// One classic script: it works from another origin without CORS, and without `type="module"`.
export default defineConfig({
  plugins: [unindented],
  css: { lightningcss: { exclude: LIGHT_DARK } },
  build: {
    target: "es2022",
    minify: "terser",
    // What begins with `_$` is within Lit, and nobody else's to name.
    terserOptions: { ecma: 2020, compress: { passes: 3 }, mangle: { properties: { regex: "^_\\$" } } },
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
