-- Moves one generation from one of the given states to another, as one step with its index, counters, event, backlog
-- place, slot and create window. Nothing is changed when the record is in another state or run.
--
-- KEYS  1 record  2 states  3 batch  4 events  5 backlog  6 admitted  7 wake  8 slots  9 create window  10 account
-- ARGV  1 id  2 batch id  3 account of the keys 8 to 10  4 ',from,from,'  5 to  6 run ('' = any)  7 window: '' | held | stamp | return
--       8 hold ms  9 lease ms ('' = none)  10 deadline in ms ('' = none)  11 max events
--       12 number of field/value pairs, then the pairs; then fields to stamp with the time, each with '=' before it; then fields to delete
-- returns { 1 | 0 | -1, record or account }: moved, not moved, or: this account's keys are needed

--- @include "move-generation"

local record, id, to = KEYS[1], ARGV[1], ARGV[5]
local from = redis.call('HGET', record, 'state')
if not from then
  return { 0, {} }
end
if not string.find(ARGV[4], ',' .. from .. ',', 1, true) then
  return { 0, redis.call('HGETALL', record) }
end

local run, account
if from == 'queued' then
  local grant = redis.call('HGET', KEYS[6], id)
  if grant then
    local _
    run, _, account = string.match(grant, '^(%d+):(%d+):(.*)$')
  end
else
  local held = redis.call('HMGET', record, 'run', 'account')
  run, account = held[1], held[2]
end
if ARGV[6] ~= '' and run ~= ARGV[6] then
  return { 0, redis.call('HGETALL', record) }
end
if account and account ~= ARGV[3] then
  return { -1, account }
end

local now = now_ms()
local fields = { 'state', to, 'updatedAt', now }
if from == 'queued' then
  redis.call('ZREM', KEYS[5], id)
  redis.call('HDEL', KEYS[6], id)
  if to == 'creating' then
    fields[#fields + 1] = 'run'
    fields[#fields + 1] = run
    fields[#fields + 1] = 'account'
    fields[#fields + 1] = ARGV[3]
  end
end
if to == 'queued' then
  redis.call('ZADD', KEYS[5], redis.call('HGET', record, 'sequence'), id)
end

if ARGV[7] ~= '' and run then
  local call = id .. ':' .. run
  if ARGV[7] == 'held' then
    redis.call('ZADD', KEYS[9], now + tonumber(ARGV[8]), call)
  elseif ARGV[7] == 'stamp' then
    redis.call('ZADD', KEYS[9], now, call)
  else
    redis.call('ZREM', KEYS[9], call)
  end
end

if ARGV[10] ~= '' then
  fields[#fields + 1] = 'deadlineAt'
  fields[#fields + 1] = now + tonumber(ARGV[10])
end
local pairs_end = 12 + 2 * tonumber(ARGV[12])
for at = 13, pairs_end do
  fields[#fields + 1] = ARGV[at]
end
for at = pairs_end + 1, #ARGV do
  local name = ARGV[at]
  if string.sub(name, 1, 1) == '=' then
    fields[#fields + 1] = string.sub(name, 2)
    fields[#fields + 1] = now
  else
    redis.call('HDEL', record, name)
  end
end
redis.call('HSET', record, unpack(fields))

-- The account works: its next refusal is a first one again. A pause that still runs was set by a later call and stays.
if from == 'creating' and to == 'generating' and tonumber(redis.call('HGET', KEYS[10], 'pausedUntil') or 0) < now then
  redis.call('HDEL', KEYS[10], 'strikes', 'pausedUntil', 'pausedReason')
end

local lease_until = ARGV[9] ~= '' and now + tonumber(ARGV[9]) or nil
local keys = { states = KEYS[2], batch = KEYS[3], events = KEYS[4], backlog = KEYS[5], wake = KEYS[7], slots = KEYS[8] }
move_generation(keys, id, ARGV[2], from, to, now, lease_until, ARGV[11])
if ARGV[7] == 'return' then
  wake_dispatcher(KEYS[7])
end
return { 1, redis.call('HGETALL', record) }
