-- Counts a request against a tenant's bucket: it holds one minute's worth and fills evenly (GCRA: the key is the time
-- at which the bucket would be full again).
--
-- KEYS  1 bucket  2 the tenant's own quotas
-- ARGV  1 requests a minute of tenants without a limit of their own  2 ms of a minute
-- returns { 0: go on, else ms until the next may come, requests a minute }

local limit = tonumber(redis.call('HGET', KEYS[2], 'requestsPerMinute') or ARGV[1])
local minute = tonumber(ARGV[2])
if limit == 0 then
  return { minute, limit }
end
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local full_at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0)) + minute / limit
if full_at > now + minute then
  return { math.max(1, math.ceil(full_at - now - minute)), limit }
end
-- A large limit's step is less than the clock can tell: then the two are equal, and Redis refuses an expiry of 0.
redis.call('SET', KEYS[1], string.format('%.3f', full_at), 'PX', math.max(1, math.ceil(full_at - now)))
return { 0, limit }
