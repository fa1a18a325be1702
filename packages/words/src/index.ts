export { type Catalogue, fill, keyOf, placeholdersOf } from "./fill.ts";
export { acceptedLanguage, type Language, languageNamed, languageOf, LANGUAGES } from "./language.ts";
export { createRetelling, joined, type Retelling } from "./retelling.ts";
export { loadCatalogues, type Catalogues } from "./load-catalogues.ts";
