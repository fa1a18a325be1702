-- Moves generations from one of the given states to another, each as one step with its index, counters, event, backlog
-- position, slot and create window. A record in another state or run is left as it is. The generations of one call
-- share their batch and account, so that a busy worker's moves of one moment cost one call.
--
-- KEYS  1 batch  2 slots  3 create window  4 account  5... records
-- ARGV  1 batch id  2 account of the keys 2 to 4  3 most events kept  4 bytes kept of what was given back to a tenant
--       (see give-back.lua)
--       5 how many unfinished generations a tenant may have that has no quota of its own ('' = nothing is asked)  6 and
--         how many bytes we keep of it
--       7... one move a record, as JSON: { id, from: ',a,b,', to, run?, window?: 'held'|'stamp'|'return', holdMs?,
--       leaseMs?, deadlineInMs?, token?, newRun?, returnRequest?, request?: see moves/request.lua,
--         asideMs?: back in the queue it waits so long behind the others, refused?: boolean (the answer says nothing
--         good of the account), charged?: boolean or micro-USD, keepSlot?: boolean, set?: [field, value, ...], stamp?:
--         [field, ...], remove?: [field, ...] }
-- returns per move { 1, request as JSON where wanted, new run or 0, tenant where wanted }: moved; { 0, record as JSON
--         [field, value, ...], or '' }: not moved;
--       { -1, account }: the keys of this other account are needed; { -2, '' }: the task is that of another generation;
--       { -3, hash }: an input that it needs is not there any more;
--       { -4, '<unfinished>:<allowed>' }: the tenant has no room for one that is to be made again
--       { -5, '<kept>:<allowed>:<wanted>' }: the tenant has no room for the bytes of a changed request

--- @include "clock"
--- @include "moves/outcome"
--- @include "moves/later"
--- @include "moves/step"
--- @include "moves/position"
--- @include "moves/slot"
--- @include "moves/window"
--- @include "moves/money"
--- @include "moves/task"
--- @include "moves/request"
--- @include "moves/happening"

local call = {
  now = now_ms(),
  batch = KEYS[1],
  slots = KEYS[2],
  create_window = KEYS[3],
  account_key = KEYS[4],
  batch_id = ARGV[1],
  account = ARGV[2],
  max_events = ARGV[3],
  max_unfinished = ARGV[5],
  max_bytes = ARGV[6],
  counts = {},
  wake = false,
  ended = false,
  begun = false,
  ended_of = {},
  money = new_money(),
  kept = { bytes = 0, given_back = {} },
  happenings = {},
  later = {},
  writes = {},
  grants = {},
  moved = {},
  held = {},
  accepted = 0,
  times = {},
}
call.now_text = time_in(call, 0)

local function transition(record, move)
  local step, not_made = begin_step(call, record, move)
  if not step then
    return not_made
  end
  local refused = refuse_step(call, step)
  if refused then
    return refused
  end
  local bytes = resizes_record(move) and is_counted(call, step.created_at) and open_record_bytes('opened', step.id)
  set_field(step, 'state', step.to)
  set_field(step, 'updatedAt', call.now_text)
  settle_money(call, step)
  change_place(call, step)
  change_window(call, step)
  note_answer(call, step)
  count_warned(call, step)
  local new_run = write_task(call, step)
  if bytes then
    call.kept.bytes = call.kept.bytes + open_record_bytes('opened', step.id) - bytes
  end
  change_inputs(call, step)
  index_task(call, step)
  count_ends(call, step)
  note_given_back(call, step)
  index_state(call, step)
  change_slot(call, step)
  tell_outcome(call, step)
  note_happening(call, step)
  return moved_reply(call, step, new_run)
end

local moves, replies = {}, {}
for number = 1, PLACES - 4 do
  moves[number] = cjson.decode(ARGV[6 + number])
end
read_grants(call, moves)
for number, move in ipairs(moves) do
  replies[number] = transition(KEYS[4 + number], move)
end
write_now(call)
finish_tasks(call)
finish_account(call)
finish_counts(call)
finish_money(call)
finish_batch(call)
finish_kept(call, tonumber(ARGV[4]))
note_happenings(call.happenings)
return replies
