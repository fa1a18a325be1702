-- A sign of life of a worker. Workers that gave none for long are forgotten with it, so that the roll stays bounded.
--
-- KEYS
-- ARGV  1 id  2 what it tells of itself, as JSON  3 ms for which a worker is remembered  4 most workers remembered
-- returns nothing

--- @include "clock"

local now = now_ms()
redis.call('HSET', key_of.workers, ARGV[1], ARGV[2])
redis.call('ZADD', key_of.workers_seen, now, ARGV[1])
local forgotten = redis.call('ZRANGE', key_of.workers_seen, '-inf', '(' .. (now - tonumber(ARGV[3])), 'BYSCORE')
for _, id in ipairs(redis.call('ZRANGE', key_of.workers_seen, 0, -1 - tonumber(ARGV[4]))) do
  forgotten[#forgotten + 1] = id
end
if #forgotten > 0 then
  redis.call('ZREM', key_of.workers_seen, unpack(forgotten))
  redis.call('HDEL', key_of.workers, unpack(forgotten))
end
