-- Keeps a try of a stage that ended in an error, for people: the last few of each stage, those of one kind in a row as
-- one.
--
-- KEYS  1 record
-- ARGV  1 run  2 stage  3 most kept of a stage  4 code  5 message  6 when it is tried again, in ms ('' = not known)
-- returns nothing; of another run than the record's nothing is kept

--- @include "clock"
--- @include "money/kept-bytes"

local fields = redis.pcall('HMGET', KEYS[1], 'run', 'attempts')
-- A packed record has only ever waited.
if fields.err or fields[1] ~= ARGV[1] then
  return nil
end
local attempts = fields[2] and cjson.decode(fields[2]) or {}
local of_stage, now = attempts[ARGV[2]] or {}, now_ms()
local last = of_stage[#of_stage]
if not last or last.code ~= ARGV[4] then
  last = { code = ARGV[4], times = 0, since = now }
  of_stage[#of_stage + 1] = last
end
last.message, last.at, last.times, last['until'] = ARGV[5], now, last.times + 1, tonumber(ARGV[6])
while #of_stage > tonumber(ARGV[3]) do
  table.remove(of_stage, 1)
end
attempts[ARGV[2]] = of_stage
local told = cjson.encode(attempts)
redis.call('HSET', KEYS[1], 'attempts', told)

local record = redis.call('HMGET', KEYS[1], 'batch', 'createdAt', 'givenBack', 'tenant')
local of_batch = redis.call('HMGET', key_of.batch(record[1]), 'tenant', 'countedSince')
if of_batch[2] and tonumber(record[2]) >= tonumber(of_batch[2]) then
  local tenant_key = key_of.tenant(of_batch[1] or record[4] or '')
  count_bytes(tenant_key, record[3] and 'remains' or 'kept', #told - #(fields[2] or ''))
end
return nil
