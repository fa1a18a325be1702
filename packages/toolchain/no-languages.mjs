/**
 * In the place of zod's messages in sixty languages, of which we choose none: each test file would load and compile all
 * of them anew. English is its own default, and comes by another way.
 */
export {};
