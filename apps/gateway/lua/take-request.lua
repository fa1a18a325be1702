-- Counts a request against a tenant's bucket: it holds one minute's worth and fills evenly (GCRA: the key is the time at
-- which the bucket would be full again).
--
-- KEYS  1 bucket
-- ARGV  1 requests a minute  2 ms of a minute
-- returns 0: go on; else ms until the next may come

local limit, minute = tonumber(ARGV[1]), tonumber(ARGV[2])
if limit == 0 then
  return minute
end
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local full_at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0)) + minute / limit
if full_at > now + minute then
  return math.max(1, math.ceil(full_at - now - minute))
end
redis.call('SET', KEYS[1], string.format('%.3f', full_at), 'PX', math.ceil(full_at - now))
return 0
