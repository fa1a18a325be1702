-- Looks at batches that were opened long ago, for what no generation's end would ever take away: those that stayed
-- empty are removed, and those that were filled and never sealed are named.
--
-- ARGV  1 ms after which they are forgotten  2 how many of the oldest to leave out  3 most batches
-- returns { how many were looked at, how many of them were removed, ids of abandoned ones... }

--- @include "clock"
--- @include "backlog/backlog"
--- @include "records/record"
--- @include "money/kept-bytes"
--- @include "batches/forget-batch"

local since = now_ms() - tonumber(ARGV[1])

-- Something came into it, or became of it, since then. Without a time there is no batch.
local function is_recent(batch, last)
  local times = redis.call('HMGET', batch, 'createdAt', 'sealedAt')
  local added = last
    and redis.call('EXISTS', key_of.generation(last)) == 1
    and fields_of(key_of.generation(last), 'createdAt')[1]
  return math.max(tonumber(times[1] or since), tonumber(times[2] or 0), tonumber(added or 0)) > since
end

local ids = redis.call('ZRANGEBYSCORE', key_of.batches, '-inf', since, 'LIMIT', ARGV[2], ARGV[3])
local answer = { #ids, 0 }
for _, id in ipairs(ids) do
  local batch = key_of.batch(id)
  local last = redis.call('LINDEX', key_of.batch_members(id), -1)
  if not is_recent(batch, last) then
    if not last then
      forget_batch(id, batch)
      answer[2] = answer[2] + 1
    elseif
      redis.call('HEXISTS', batch, 'flag.open') == 1 and tonumber(redis.call('HGET', batch, 'queued') or 0) > 0
    then
      answer[#answer + 1] = id
    end
  end
end
return answer
