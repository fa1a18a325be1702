/**
 * That a run opens beside its first one: one for the commands of its workers, five that sleep in blocking ones (the
 * dispatcher, three stages, questions), one for its events, and one that waits for the disk where the server can. A
 * test counts them.
 */
export const CONNECTIONS_OF_RUN = 8;
