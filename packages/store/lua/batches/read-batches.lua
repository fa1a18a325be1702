-- Batches as they are, many in one call.
--
-- KEYS  for each: its HASH, the HASH of its faults
-- returns for each { number of kept faults, field, value, ... }

local replies = {}
for at = 1, PLACES, 2 do
  local reply = redis.call('HGETALL', KEYS[at])
  table.insert(reply, 1, redis.call('HLEN', KEYS[at + 1]))
  replies[#replies + 1] = reply
end
return replies
