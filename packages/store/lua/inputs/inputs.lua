-- Inputs of tenants: media that requests name by the hash of their content. Included by scripts.
--
--   <root>:input:<tenant>:<hash>   HASH: type, bytes, width, height, key (of its object), createdAt, users (unfinished generations that need it)
--   <root>:inputs:of:<tenant>      ZSET: a tenant's hashes by the ms of their arrival
--   <root>:inputs:free             ZSET: '<tenant>:<hash>' by the ms since when no generation needs it
--   <root>:inputs:litter           ZSET: '<tenant>:<bytes>:<object key>' by the ms from which the object is to be deleted
--
-- A record lists the hashes that it holds in its field inputs, with blanks between, and once it has ended in its field released.

local function input_of(root, tenant, hash)
  return root .. ':input:' .. tenant .. ':' .. hash
end

-- The first of these that is not there.
local function missing_input(root, tenant, hashes)
  for hash in string.gmatch(hashes, '%x+') do
    if redis.call('EXISTS', input_of(root, tenant, hash)) == 0 then
      return hash
    end
  end
end

-- All of them are there.
local function take_inputs(root, tenant, hashes)
  for hash in string.gmatch(hashes, '%x+') do
    redis.call('HINCRBY', input_of(root, tenant, hash), 'users', 1)
    redis.call('ZREM', root .. ':inputs:free', tenant .. ':' .. hash)
  end
end

local function give_inputs(root, tenant, hashes, now)
  for hash in string.gmatch(hashes, '%x+') do
    local input = input_of(root, tenant, hash)
    if redis.call('EXISTS', input) == 1 and redis.call('HINCRBY', input, 'users', -1) <= 0 then
      redis.call('ZADD', root .. ':inputs:free', now, tenant .. ':' .. hash)
    end
  end
end

-- Takes it out of the books; its object is left to be deleted.
local function drop_input(root, tenant, hash, now)
  local input = input_of(root, tenant, hash)
  local fields = redis.call('HMGET', input, 'bytes', 'key')
  redis.call('DEL', input)
  redis.call('ZREM', root .. ':inputs:of:' .. tenant, hash)
  redis.call('ZREM', root .. ':inputs:free', tenant .. ':' .. hash)
  if fields[2] then
    redis.call('ZADD', root .. ':inputs:litter', now, tenant .. ':' .. fields[1] .. ':' .. fields[2])
  end
end
