/** Single generations of a tenant stand in a batch of their own. */
export function singlesBatch(tenant: string): string {
  return `tenant-${tenant}`;
}
