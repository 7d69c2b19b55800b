package let v0001: [UInt8] = PackageResources.v0001_jobs_sql
