export { expectRecorded } from "./stand/expect-recorded.ts";
export { type Door, type DoorOptions, openDoor } from "./stand/open-door.ts";
export { type ProgramEnd, programOf, runProgram } from "./stand/run-program.ts";
