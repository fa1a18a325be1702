/**
 * Ports that something other than HTTP listens on: those that browsers refuse
 * (https://fetch.spec.whatwg.org/#port-blocking), and of databases and machine control. A POST that somebody else wrote
 * is a sentence of their protocol to some of them.
 */
const SERVICE_PORTS = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
  // SMB, SQL Server, Oracle, Docker, etcd, MySQL, RDP, PostgreSQL, Redis and Sentinel, Cassandra, kubelet, memcached,
  // MongoDB.
  445, 1433, 1521, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 6379, 6380, 26_379, 9042, 10_250, 11_211, 27_017,
]);

/** Whether a port belongs to a service that is not HTTP. A call that somebody else chose must not go there. */
export function isServicePort(port: number): boolean {
  return SERVICE_PORTS.has(port);
}
