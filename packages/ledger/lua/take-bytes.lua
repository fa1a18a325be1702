-- Counts what a tenant keeps in storage, before it is written, where its quota has room; and takes off what is gone.
--
-- KEYS  1 backlog  2 quotas of the tenant
-- ARGV  1 tenant  2 bytes, below 0 for what is gone  3 bytes of a tenant that has no quota of its own ('' = nothing is asked)
-- returns nil, or { 'maxBytes', how much there is, how much is allowed, how much more was wanted }: nothing was taken

--- @include "backlog"
--- @include "kept-bytes"

local tenant_key, bytes = tenant_key_of(KEYS[1], ARGV[1]), tonumber(ARGV[2])
if bytes > 0 and ARGV[3] ~= '' then
  local allowed = quota_of(KEYS[2], { maxBytes = ARGV[3] }, 'maxBytes')
  local lack = first_lack({ { 'maxBytes', all_kept_bytes(tenant_key), allowed, bytes } })
  if lack then
    return lack
  end
end
redis.call('SADD', KEYS[1] .. ':tenants', ARGV[1])
count_bytes(tenant_key, 'inputs', bytes)
return nil
