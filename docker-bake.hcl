# Where the images go, such as ocir.eu-frankfurt-1.oci.oraclecloud.com/<namespace>/<registry>.
variable "REPOSITORIES" {}
variable "TAG" {}
variable "VERSION" {}
variable "REVISION" {}
# Where the sources are.
variable "SOURCE" {}
# Seconds since 1970 of the commit: the time of all files in the image, so that the bundle's layer keeps its digest.
variable "SOURCE_DATE_EPOCH" {}

group "default" {
  targets = ["producer", "consumer"]
}

target "program" {
  # x86 and Ampere node pools alike.
  platforms = ["linux/amd64", "linux/arm64"]
  args = {
    VERSION           = VERSION
    REVISION          = REVISION
    SOURCE            = SOURCE
    SOURCE_DATE_EPOCH = SOURCE_DATE_EPOCH
  }
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
