# Where the images go, such as ocir.eu-frankfurt-1.oci.oraclecloud.com/<namespace>/<registry>.
variable "REPOSITORIES" {}
variable "TAG" {}
variable "VERSION" {}
variable "REVISION" {}

group "default" {
  targets = ["producer", "consumer"]
}

target "program" {
  # x86 and Ampere node pools alike.
  platforms = ["linux/amd64", "linux/arm64"]
  args      = { VERSION = VERSION, REVISION = REVISION }
}

target "producer" {
  inherits = ["program"]
  args     = { PROGRAM = "producer" }
  tags     = ["${REPOSITORIES}/producer:${TAG}"]
}

target "consumer" {
  inherits = ["program"]
  args     = { PROGRAM = "consumer" }
  tags     = ["${REPOSITORIES}/consumer:${TAG}"]
}
