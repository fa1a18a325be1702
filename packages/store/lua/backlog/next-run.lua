-- The number of a new run. Included by scripts.

-- Runs only grow, also over a Redis that has lost its last moments: they follow the clock where the counter is behind.
local function next_run(now)
  local run = redis.call('INCR', key_of.sequence)
  if run < now then
    run = now
    redis.call('SET', key_of.sequence, string.format('%.0f', run))
  end
  return run
end
