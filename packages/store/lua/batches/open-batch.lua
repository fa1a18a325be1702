-- Opens a batch: it takes items, and nothing of it starts before it is sealed.
--
-- KEYS  1 batch  2 batches of its tenant  3 open batches of its tenant  4 quotas of the tenant
-- ARGV  1 batch id  2 tenant  3 settings (JSON, compared as a text)  4 priority ('' for none)  5 failure ratio ('' for
--       none)  6 budget ('' for none)
--       7 webhook ('' for none)
--       8 limits, as JSON: { maxBytes (for a tenant that has none of its own), maxOpen, maxKept }; '' = nothing is
--         asked
--       9 labels, as JSON: [field, text, ...]
-- returns { 'opened' | 'existing' | 'conflict' }, or { 'maxBytes' | 'maxOpen' | 'maxKept', how much there is, how much
--         is allowed, how much more
--       was wanted }: nothing was opened

--- @include "clock"
--- @include "backlog/backlog"
--- @include "records/record"
--- @include "money/kept-bytes"
--- @include "batches/labels"

if redis.call('EXISTS', KEYS[1]) == 1 then
  return { redis.call('HGET', KEYS[1], 'settings') == ARGV[3] and 'existing' or 'conflict' }
end

-- A seal may have come by way of a process of an earlier version, which knows nothing of this list.
local function count_open(most)
  local count = redis.call('SCARD', KEYS[3])
  if count >= most then
    for _, batch_id in ipairs(redis.call('SMEMBERS', KEYS[3])) do
      if redis.call('HEXISTS', key_of.batch(batch_id), 'flag.open') == 0 then
        redis.call('SREM', KEYS[3], batch_id)
        count = count - 1
      end
    end
  end
  return count
end

local labels = cjson.decode(ARGV[9])
local bytes = new_batch_bytes(ARGV[1], ARGV[3], ARGV[7]) + more_label_bytes(KEYS[1], labels)
if ARGV[8] ~= '' then
  local limits = cjson.decode(ARGV[8])
  local lack = first_lack({
    { 'maxOpen', count_open(limits.maxOpen), limits.maxOpen, 1 },
    { 'maxKept', redis.call('ZCARD', KEYS[2]), limits.maxKept, 1 },
    { 'maxBytes', all_kept_bytes(key_of.tenant(ARGV[2])), quota_of(KEYS[4], limits, 'maxBytes'), bytes },
  })
  if lack then
    return lack
  end
end
local now = now_ms()
redis.call(
  'HSET',
  KEYS[1],
  'createdAt',
  now,
  'total',
  0,
  'tenant',
  ARGV[2],
  'settings',
  ARGV[3],
  'flag.open',
  '1',
  'countedSince',
  now
)
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'priority', ARGV[4])
end
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'maxFailureRatio', ARGV[5])
end
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[1], 'money.budget', ARGV[6])
end
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[1], 'webhook', ARGV[7])
end
set_labels(KEYS[1], labels)
redis.call('ZADD', key_of.batches, now, ARGV[1])
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('SADD', key_of.tenants, ARGV[2])
count_bytes(key_of.tenant(ARGV[2]), 'kept', bytes)
return { 'opened' }
