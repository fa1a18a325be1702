-- Closes an open batch and lets it start: all of it, or nothing where lines were refused that must not be.
--
-- KEYS  1 batch  2 faults of the batch
-- ARGV  1 batch id  2 how many items there must be ('' = as many as there are)  3 '1': refused lines reject the batch
--       4 bytes kept of what was given back to a tenant (see give-back.lua)
-- returns { 'sealed' | 'existing' | 'incomplete' | 'rejected', items, refused lines }, or nil for a batch that was
--         never opened

--- @include "clock"
--- @include "backlog/wake"
--- @include "batches/batch-ends"
--- @include "backlog/backlog"
--- @include "records/record"
--- @include "money/kept-bytes"
--- @include "batches/forget-batch"
--- @include "records/forget-record"
--- @include "money/give-back"

local fields = redis.call('HMGET', KEYS[1], 'settings', 'flag.open', 'total', 'flag.stopped', 'invalid', 'both')
if not fields[1] then
  return nil
end
-- An earlier release counted no bad items but kept a fault of each.
local total, invalid = tonumber(fields[3] or 0), math.max(tonumber(fields[5] or 0), redis.call('HLEN', KEYS[2]))
if not fields[2] then
  return { fields[4] == 'rejected' and 'rejected' or 'existing', total, invalid }
end
-- An item that was sent good and, later, as what cannot be used stands with the good and with the bad.
if ARGV[2] ~= '' and tonumber(ARGV[2]) ~= total + invalid - tonumber(fields[6] or 0) then
  return { 'incomplete', total, invalid }
end
local now = now_ms()
local tenant = redis.call('HGET', KEYS[1], 'tenant') or ''
close_batch(ARGV[1], KEYS[1], tenant, now)
local rejected = invalid > 0 and ARGV[3] == '1'
if rejected then
  redis.call('HSET', KEYS[1], 'flag.stopped', 'rejected', 'flag.cancelling', '1')
  redis.call('SADD', key_of.cancelling_batches, ARGV[1])
end
local told = redis.call('HMGET', KEYS[1], 'tenant', 'webhook')
tell_webhook(told[1], told[2], 'batch.sealed', 'batch', ARGV[1], now)
-- It may be empty, or all of it was cancelled while it was open.
local stop = note_batch_ends(KEYS[1], ARGV[1], now)
if stop then
  redis.call('HSET', KEYS[1], 'flag.stopped', stop)
end
refresh_batch(ARGV[1])
give_back_batch(ARGV[1], now)
forget_remains(tenant, tonumber(ARGV[4]))
if redis.call('EXISTS', key_of.backlog) == 1 then
  wake_dispatcher()
end
return { rejected and 'rejected' or 'sealed', total, invalid }
