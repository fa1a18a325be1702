/**
 * Debian and Ubuntu packages that hold the libraries which their Redis and Valkey builds need, by the library's name;
 * several names: the package was renamed between releases, the first that exists is taken.
 */
const PACKAGES_OF_LIBRARY: readonly (readonly [pattern: RegExp, packages: readonly string[]])[] = [
  [/^libjemalloc\.so\.2$/, ["libjemalloc2"]],
  [/^liblzf\.so\.1$/, ["liblzf1"]],
  [/^libatomic\.so\.1$/, ["libatomic1"]],
  [/^lib(ssl|crypto)\.so\.3$/, ["libssl3t64", "libssl3"]],
  [/^lib(ssl|crypto)\.so\.1\.1$/, ["libssl1.1"]],
  [/^libsystemd\.so\.0$/, ["libsystemd0"]],
  [/^liblua5\.1\.so\.0$/, ["liblua5.1-0"]],
  [/^liblua5\.1-bitop\.so\.0$/, ["lua-bitop"]],
  [/^liblua5\.1-cjson\.so\.\d+$/, ["lua-cjson"]],
  [/^libhiredis\.so\.0\.14$/, ["libhiredis0.14"]],
  [/^libhiredis(_ssl)?\.so\.1\.1\.0$/, ["libhiredis1.1.0"]],
  [/^libhiredis(_ssl)?\.so\.1\.2\.0$/, ["libhiredis1.2.0"]],
  [/^libhdr_histogram\.so\.\d+$/, ["libhdr-histogram6"]],
  [/^libstdc\+\+\.so\.6$/, ["libstdc++6"]],
  [/^libgcc_s\.so\.1$/, ["libgcc-s1"]],
  [/^liblz4\.so\.1$/, ["liblz4-1"]],
  [/^liblzma\.so\.5$/, ["liblzma5"]],
  [/^libzstd\.so\.1$/, ["libzstd1"]],
  [/^libcap\.so\.2$/, ["libcap2"]],
  [/^libgcrypt\.so\.20$/, ["libgcrypt20"]],
  [/^libgpg-error\.so\.0$/, ["libgpg-error0"]],
];

/** The names that `ldd` could not find. */
export function parseMissingLibraries(lddOutput: string): string[] {
  const names = [...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? "");
  return [...new Set(names)];
}

/** Packages that may hold a library, in the order to try; empty when we know none. */
export function packagesOfLibrary(library: string): readonly string[] {
  return PACKAGES_OF_LIBRARY.find(([pattern]) => pattern.test(library))?.[1] ?? [];
}
