-- Sliding windows over the calls of one type: a ZSET of calls by the ms at which they count. A call that has left and
-- is not answered yet stands in the future: it counts all the while. Included by scripts.

-- The windows as configured, with the one of a minute as a user set it in the store.
local function windows_of(configured, per_minute)
  if not per_minute then
    return configured
  end
  local windows = { { tonumber(per_minute), 60000 } }
  for _, window in ipairs(configured) do
    if window[2] ~= 60000 then
      windows[#windows + 1] = window
    end
  end
  return windows
end

-- How many calls may leave now, and, if none, when to look again. A call counts until strictly more than one window
-- after its stamp.
local function free_calls(key, windows, now)
  local free, longest, opens_at = math.huge, 60000, now
  for _, window in ipairs(windows) do
    local limit, length = window[1], window[2]
    longest = math.max(longest, length)
    local window_free = limit - redis.call('ZCOUNT', key, now - length, '+inf')
    if window_free <= 0 and limit > 0 then
      local leaves_first = redis.call('ZREVRANGE', key, limit - 1, limit - 1, 'WITHSCORES')
      local stamp = tonumber(leaves_first[2])
      -- In the future it is on its way: it is stamped when it is answered, so looked at again soon.
      opens_at = math.max(opens_at, stamp > now and now + 100 or stamp + length + 1)
    elseif window_free <= 0 then
      opens_at = math.huge
    end
    free = math.min(free, window_free)
  end
  redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. string.format('%.0f', now - longest))
  return free, opens_at
end
