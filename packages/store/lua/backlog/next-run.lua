-- The numbers of new runs. Included by scripts.

-- The first of so many in a row. Runs only grow, also over a Redis that has lost its last moments: they follow the clock
-- where the counter is behind.
local function next_runs(now, count)
  if count == 0 then
    return now
  end
  local first = redis.call('INCRBY', key_of.sequence, count) - count + 1
  if first < now then
    first = now
    redis.call('SET', key_of.sequence, string.format('%.0f', first + count - 1))
  end
  return first
end
