import { createDraw, type Draw } from "./random.ts";

/** Faults of creates; docs/simulator.md says which of them accept a task all the same. */
export const CREATE_FAULTS = [
  "createResetBeforeAccept",
  "createHangBeforeAccept",
  "create502Html",
  "create403Html",
  "create405Html",
  "create403Json",
  "create500",
  "create1002",
  "create1004",
  "create1008",
  "create1026",
  "create2045",
  "create2049",
  "create2056",
  "create2056NoVideos",
  "create2056Chinese",
  "create2013AspectRatio",
  "create2013Callback",
  "create2013Plan",
  "create2013PlanChinese",
  "create2061",
  "create2064",
  "create2067",
  "create1000DisallowedUrl",
  "create1000WithoutTask",
  "create1000WithTask",
  "create1001WithoutTask",
  "create1001WithTask",
  "createResetAfterAccept",
  "createHangAfterAccept",
  "createTruncatedAfterAccept",
  "create524HtmlAfterAccept",
  "taskStuck",
  "taskBreaks",
] as const;

/** Faults of status queries. */
export const QUERY_FAULTS = [
  "queryReset",
  "queryHang",
  "query502Html",
  "query500",
  "query1002",
  "query1000",
  "queryNotFound",
  "queryTruncated",
  "queryUnknownStatus",
  "queryLinkExpired",
] as const;

/** Faults of lists (v2). */
export const LIST_FAULTS = [
  "listReset",
  "listHang",
  "list502Html",
  "list1002",
  "list1000",
  "listTruncated",
  "listOmits",
] as const;

/** Faults of deletes (v2). */
export const DELETE_FAULTS = [
  "deleteReset",
  "deleteHang",
  "delete502Html",
  "delete1002",
  "delete1000",
  "deleteResetAfter",
] as const;

/** Faults of calls for links. */
export const FILE_FAULTS = [
  "fileReset",
  "fileHang",
  "file502Html",
  "fileError",
  "file1002",
  "linkExpired",
  "linkGone",
] as const;

/** Faults of downloads. */
export const DOWNLOAD_FAULTS = [
  "downloadReset",
  "download500",
  "downloadHtml",
  "downloadTruncated",
  "downloadStalled",
  "downloadSlow",
  "downloadGzip",
  "downloadOddEncoding",
  "download206",
  "downloadRedirects",
  "downloadPadded",
  "downloadOtherSize",
  "downloadShort",
  "downloadNoPicture",
] as const;

/** Faults of questions for balance and plan. */
export const FUNDS_FAULTS = ["fundsReset", "fundsHang", "funds502Html", "funds1002"] as const;

/** Faults of callbacks. */
export const CALLBACK_FAULTS = ["callbackDropped", "callbackDoubled", "callbackLate"] as const;

/** All of them, by the calls that meet them. */
export const FAULTS_BY_CALL = {
  create: CREATE_FAULTS,
  query: QUERY_FAULTS,
  list: LIST_FAULTS,
  delete: DELETE_FAULTS,
  file: FILE_FAULTS,
  download: DOWNLOAD_FAULTS,
  callback: CALLBACK_FAULTS,
  funds: FUNDS_FAULTS,
} as const;

export type FaultyCall = keyof typeof FAULTS_BY_CALL;
export type CreateFault = (typeof CREATE_FAULTS)[number];
export type QueryFault = (typeof QUERY_FAULTS)[number];
export type ListFault = (typeof LIST_FAULTS)[number];
export type DeleteFault = (typeof DELETE_FAULTS)[number];
export type FileFault = (typeof FILE_FAULTS)[number];
export type DownloadFault = (typeof DOWNLOAD_FAULTS)[number];
export type CallbackFault = (typeof CALLBACK_FAULTS)[number];
/** One of FUNDS_FAULTS. */
export type FundsFault = (typeof FUNDS_FAULTS)[number];
/** Any fault by its name. */
export type FaultName =
  | FundsFault
  | CreateFault
  | QueryFault
  | ListFault
  | DeleteFault
  | FileFault
  | DownloadFault
  | CallbackFault;
export type FaultOf = {
  create: CreateFault;
  query: QueryFault;
  list: ListFault;
  delete: DeleteFault;
  file: FileFault;
  download: DownloadFault;
  callback: CallbackFault;
  funds: FundsFault;
};

/**
 * The `nth` call of the fault's kind (creates, queries, …; counted from 1 since the start) meets it, whatever the rates
 * say.
 */
export interface ScriptedFault {
  readonly nth: number;
  readonly fault: FaultName;
}

/**
 * For the first `forMs` of every `everyMs` since the start, every call of the fault's kind meets it: a service that is
 * overloaded at times.
 */
export interface FaultBurst {
  readonly fault: FaultName;
  readonly everyMs: number;
  readonly forMs: number;
}

/** Each fault's own chance, 0 to 1, per call. When several hit one call, the first in the lists of this file wins. */
export type FaultRates = Partial<Record<FaultName, number>>;

interface Planned {
  readonly script?: readonly ScriptedFault[];
  /** Those whose burst it is. */
  readonly bursting?: readonly FaultName[];
}

/** Decides which fault a call meets, and counts the calls for that. */
export class FaultDice {
  readonly #draws = new Map<FaultName, Draw>();
  readonly #arrived: Record<FaultyCall, number> = {
    create: 0,
    query: 0,
    list: 0,
    delete: 0,
    file: 0,
    download: 0,
    callback: 0,
    funds: 0,
  };
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  roll<Call extends FaultyCall>(
    call: Call,
    rates: FaultRates,
    { script = [], bursting = [] }: Planned = {},
  ): FaultOf[Call] | undefined {
    const nth = (this.#arrived[call] += 1);
    const names: readonly FaultOf[Call][] = FAULTS_BY_CALL[call] as readonly FaultName[] as readonly FaultOf[Call][];
    if (script.length > 0) {
      const scripted = names.find((name) => script.some((entry) => entry.nth === nth && entry.fault === name));
      if (scripted !== undefined) return scripted;
    }
    const burst = names.find((name) => bursting.includes(name));
    if (burst !== undefined) return burst;
    let met: FaultOf[Call] | undefined;
    for (const name of names) {
      const rate = rates[name] ?? 0;
      if (rate > 0 && this.#drawOf(name)() < rate) met ??= name;
    }
    return met;
  }

  #drawOf(name: FaultName): Draw {
    let draw = this.#draws.get(name);
    if (draw === undefined) {
      draw = createDraw(this.#seed, `fault/${name}`);
      this.#draws.set(name, draw);
    }
    return draw;
  }
}
