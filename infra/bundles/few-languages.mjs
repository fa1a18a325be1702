/** For esbuild: zod's messages in sixty languages, of which we choose none. English is its own default. */
export function fewLanguages() {
  return {
    name: "few-languages",
    setup({ onLoad }) {
      onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
        contents: 'export { default as en } from "./en.js";',
      }));
    },
  };
}
