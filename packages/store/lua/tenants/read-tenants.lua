-- The HASHes of tenants, many in one call.
--
-- KEYS  their HASHes
-- returns for each { field, value, ... }

local replies = {}
for at = 1, PLACES do
  replies[at] = redis.call('HGETALL', KEYS[at])
end
return replies
