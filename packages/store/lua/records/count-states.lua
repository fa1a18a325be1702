-- How many generations are in each state, in one call.
--
-- ARGV  the states, without queued
-- returns { queued, and in each of the states }

local counts = { tonumber(redis.call('GET', key_of.queued) or 0) }
for at, state in ipairs(ARGV) do
  counts[at + 1] = redis.call('ZLEXCOUNT', key_of.states, '[' .. state .. '|', '(' .. state .. '}')
end
return counts
