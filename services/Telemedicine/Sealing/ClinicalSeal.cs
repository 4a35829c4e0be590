using Platform;

namespace Telemedicine.Sealing;

/// <summary>Clinical words and reports, sealed row by row.</summary>
public sealed class ClinicalSeal(IConfiguration configuration) : RowSeal(configuration, "telemedicine");
