/** Classes of waiting generations, the first first: they share admissions 100 : 10 : 1 while all have work. */
export const PRIORITIES = ["high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];
