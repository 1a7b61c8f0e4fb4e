//! The printer: drawing, IPP and the queue, with the real `ippeveprinter`.

mod attributes;
mod drawing;
mod pdf;
mod queue;
mod raster;
mod rig;
