using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Billing.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Absences",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    Cause = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    NoticeGiven = table.Column<bool>(type: "boolean", nullable: false),
                    LeftAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ReturnedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Cancelled = table.Column<bool>(type: "boolean", nullable: false),
                    FactVersion = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Absences", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Attendances",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    OccurrenceId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    ServiceDate = table.Column<DateOnly>(type: "date", nullable: false),
                    Period = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Quantity = table.Column<decimal>(type: "numeric(6,2)", precision: 6, scale: 2, nullable: false),
                    Minutes = table.Column<int>(type: "integer", nullable: false),
                    SerafinCode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    ToldAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    FactVersion = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Attendances", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BillingEvents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    IdempotencyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    FinessEt = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    FinessEj = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    InsStatus = table.Column<string>(type: "character varying(5)", maxLength: 5, nullable: false),
                    StayId = table.Column<Guid>(type: "uuid", nullable: false),
                    ServiceDate = table.Column<DateOnly>(type: "date", nullable: false),
                    Nature = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    OfNature = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    Quantity = table.Column<decimal>(type: "numeric(8,2)", precision: 8, scale: 2, nullable: false),
                    Unit = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    UnitPrice = table.Column<decimal>(type: "numeric(12,4)", precision: 12, scale: 4, nullable: false),
                    PriceTableId = table.Column<Guid>(type: "uuid", nullable: true),
                    PriceValidFrom = table.Column<DateOnly>(type: "date", nullable: true),
                    Amount = table.Column<decimal>(type: "numeric(12,2)", precision: 12, scale: 2, nullable: false),
                    PayerKind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    PayerId = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ShareRule = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    RuleId = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    RuleVersion = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Inputs = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    SourceId = table.Column<Guid>(type: "uuid", nullable: false),
                    SourceVersion = table.Column<int>(type: "integer", nullable: false),
                    DecisionReference = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    SerafinCode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    Billable = table.Column<bool>(type: "boolean", nullable: false),
                    Status = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    Period = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    OriginalPeriod = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: true),
                    ReversalOf = table.Column<Guid>(type: "uuid", nullable: true),
                    Replaces = table.Column<Guid>(type: "uuid", nullable: true),
                    Reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    AuthorSituationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ValidatorSituationId = table.Column<Guid>(type: "uuid", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ExportId = table.Column<Guid>(type: "uuid", nullable: true),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    HashPrev = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BillingEvents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Exports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    Month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Events = table.Column<int>(type: "integer", nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(14,2)", precision: 14, scale: 2, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    AuthorSituationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ExportedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Exports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Inbox",
                columns: table => new
                {
                    EventId = table.Column<Guid>(type: "uuid", nullable: false),
                    Topic = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    HandledAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Inbox", x => new { x.EventId, x.Topic });
                });

            migrationBuilder.CreateTable(
                name: "LedgerHeads",
                columns: table => new
                {
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Count = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LedgerHeads", x => new { x.TenantId, x.EstablishmentId });
                });

            migrationBuilder.CreateTable(
                name: "MovedRows",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    AbsorbedId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    RowId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MovedRows", x => new { x.TenantId, x.AbsorbedId, x.Kind, x.RowId });
                });

            migrationBuilder.CreateTable(
                name: "Occurrences",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    StartsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    EndsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    OwnerSituationId = table.Column<Guid>(type: "uuid", nullable: true),
                    Usagers = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    PlannedVersion = table.Column<int>(type: "integer", nullable: false),
                    TimeVersion = table.Column<int>(type: "integer", nullable: false),
                    CancelledVersion = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Occurrences", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Outbox",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Topic = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: true),
                    Subject = table.Column<Guid>(type: "uuid", nullable: false),
                    Data = table.Column<string>(type: "text", nullable: false),
                    TraceParent = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    OccurredAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    ClaimedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    SentAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LastError = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outbox", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "Parameters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "date", nullable: false),
                    Counting = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    AideSocialeFromDay = table.Column<int>(type: "integer", nullable: true),
                    ConvenienceQuota = table.Column<int>(type: "integer", nullable: true),
                    ContinuousWithin24Hours = table.Column<bool>(type: "boolean", nullable: false),
                    ExitDayBilled = table.Column<bool>(type: "boolean", nullable: false),
                    DaysAfterDeath = table.Column<int>(type: "integer", nullable: false),
                    Funding = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    DayCareCutOffHours = table.Column<int>(type: "integer", nullable: false),
                    RefusalPaid = table.Column<bool>(type: "boolean", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Parameters", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ParkedEvents",
                columns: table => new
                {
                    EventId = table.Column<Guid>(type: "uuid", nullable: false),
                    Topic = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Envelope = table.Column<string>(type: "text", nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    ParkedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ReplayedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ParkedEvents", x => new { x.EventId, x.Topic });
                });

            migrationBuilder.CreateTable(
                name: "Periods",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    Month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    ConfirmedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ClosedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ClosedBySituationId = table.Column<Guid>(type: "uuid", nullable: true),
                    Record = table.Column<string>(type: "text", nullable: true),
                    Signature = table.Column<string>(type: "text", nullable: true),
                    ReopenedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ReopenedBySituationId = table.Column<Guid>(type: "uuid", nullable: true),
                    ReopenReason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Periods", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Persons",
                columns: table => new
                {
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    InsStatus = table.Column<string>(type: "character varying(5)", maxLength: 5, nullable: false),
                    IdentityVersion = table.Column<int>(type: "integer", nullable: false),
                    MergedInto = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Persons", x => x.UsagerId);
                });

            migrationBuilder.CreateTable(
                name: "PriceTables",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    Code = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    UnitPrice = table.Column<decimal>(type: "numeric(12,4)", precision: 12, scale: 4, nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "date", nullable: false),
                    ValidUntil = table.Column<DateOnly>(type: "date", nullable: true),
                    DecidedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    AuthorSituationId = table.Column<Guid>(type: "uuid", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PriceTables", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RowsToSort",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    RestoredId = table.Column<Guid>(type: "uuid", nullable: false),
                    KeptId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    RowId = table.Column<Guid>(type: "uuid", nullable: false),
                    Since = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    FoundAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    SettledAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    SettledFor = table.Column<Guid>(type: "uuid", nullable: true),
                    SettledBy = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RowsToSort", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Stays",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: true),
                    Regime = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    AdmittedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    ExitOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ExitKind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    NoticeUntil = table.Column<DateOnly>(type: "date", nullable: true),
                    RoomFreedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Terms = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Stays", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SubjectMerges",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    AbsorbedId = table.Column<Guid>(type: "uuid", nullable: false),
                    KeptId = table.Column<Guid>(type: "uuid", nullable: false),
                    MergedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UndoneAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    SweepAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Sweeps = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SubjectMerges", x => new { x.TenantId, x.AbsorbedId });
                });

            migrationBuilder.CreateTable(
                name: "Transports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    ServiceDate = table.Column<DateOnly>(type: "date", nullable: false),
                    SerafinCode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    UsagerPresent = table.Column<bool>(type: "boolean", nullable: false),
                    Billable = table.Column<bool>(type: "boolean", nullable: false),
                    Kilometres = table.Column<decimal>(type: "numeric(8,2)", precision: 8, scale: 2, nullable: false),
                    FactVersion = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Transports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Unsettled",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Unsettled", x => new { x.TenantId, x.EstablishmentId, x.UsagerId, x.Month });
                });

            migrationBuilder.CreateTable(
                name: "Waivers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    StayId = table.Column<Guid>(type: "uuid", nullable: false),
                    ServiceDate = table.Column<DateOnly>(type: "date", nullable: false),
                    Nature = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    PayerId = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    AuthorSituationId = table.Column<Guid>(type: "uuid", nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Waivers", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Absences_TenantId_EstablishmentId_LeftAt",
                table: "Absences",
                columns: new[] { "TenantId", "EstablishmentId", "LeftAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Absences_TenantId_UsagerId",
                table: "Absences",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_Attendances_TenantId_EstablishmentId_ServiceDate",
                table: "Attendances",
                columns: new[] { "TenantId", "EstablishmentId", "ServiceDate" });

            migrationBuilder.CreateIndex(
                name: "IX_Attendances_TenantId_OccurrenceId",
                table: "Attendances",
                columns: new[] { "TenantId", "OccurrenceId" });

            migrationBuilder.CreateIndex(
                name: "IX_Attendances_TenantId_UsagerId_ServiceDate",
                table: "Attendances",
                columns: new[] { "TenantId", "UsagerId", "ServiceDate" });

            migrationBuilder.CreateIndex(
                name: "IX_BillingEvents_EstablishmentId_IdempotencyKey",
                table: "BillingEvents",
                columns: new[] { "EstablishmentId", "IdempotencyKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BillingEvents_EstablishmentId_Period",
                table: "BillingEvents",
                columns: new[] { "EstablishmentId", "Period" });

            migrationBuilder.CreateIndex(
                name: "IX_BillingEvents_EstablishmentId_ServiceDate",
                table: "BillingEvents",
                columns: new[] { "EstablishmentId", "ServiceDate" });

            migrationBuilder.CreateIndex(
                name: "IX_Exports_TenantId_EstablishmentId_Month_Number",
                table: "Exports",
                columns: new[] { "TenantId", "EstablishmentId", "Month", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Inbox_HandledAt",
                table: "Inbox",
                column: "HandledAt");

            migrationBuilder.CreateIndex(
                name: "IX_Occurrences_TenantId_EstablishmentId_Day",
                table: "Occurrences",
                columns: new[] { "TenantId", "EstablishmentId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_ClaimedBy",
                table: "Outbox",
                column: "ClaimedBy",
                filter: "\"SentAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_NextAttemptAt",
                table: "Outbox",
                column: "NextAttemptAt",
                filter: "\"SentAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Parameters_TenantId_EstablishmentId_ValidFrom",
                table: "Parameters",
                columns: new[] { "TenantId", "EstablishmentId", "ValidFrom" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Periods_TenantId_EstablishmentId_Month",
                table: "Periods",
                columns: new[] { "TenantId", "EstablishmentId", "Month" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Persons_TenantId_MergedInto",
                table: "Persons",
                columns: new[] { "TenantId", "MergedInto" });

            migrationBuilder.CreateIndex(
                name: "IX_PriceTables_TenantId_EstablishmentId_Code_Revision",
                table: "PriceTables",
                columns: new[] { "TenantId", "EstablishmentId", "Code", "Revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RowsToSort_TenantId_KeptId",
                table: "RowsToSort",
                columns: new[] { "TenantId", "KeptId" });

            migrationBuilder.CreateIndex(
                name: "IX_RowsToSort_TenantId_RestoredId_KeptId_Kind_RowId",
                table: "RowsToSort",
                columns: new[] { "TenantId", "RestoredId", "KeptId", "Kind", "RowId" },
                unique: true,
                filter: "\"SettledAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Stays_TenantId_EstablishmentId_AdmittedOn",
                table: "Stays",
                columns: new[] { "TenantId", "EstablishmentId", "AdmittedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_Stays_TenantId_UsagerId",
                table: "Stays",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_SubjectMerges_SweepAt",
                table: "SubjectMerges",
                column: "SweepAt",
                filter: "\"SweepAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SubjectMerges_TenantId_KeptId",
                table: "SubjectMerges",
                columns: new[] { "TenantId", "KeptId" });

            migrationBuilder.CreateIndex(
                name: "IX_Transports_TenantId_EstablishmentId_ServiceDate",
                table: "Transports",
                columns: new[] { "TenantId", "EstablishmentId", "ServiceDate" });

            migrationBuilder.CreateIndex(
                name: "IX_Waivers_TenantId_EstablishmentId_StayId_ServiceDate_Nature_~",
                table: "Waivers",
                columns: new[] { "TenantId", "EstablishmentId", "StayId", "ServiceDate", "Nature", "PayerId" },
                unique: true);

            migrationBuilder.EnableTenantRowLevelSecurity("Absences");
            migrationBuilder.EnableTenantRowLevelSecurity("Attendances");
            migrationBuilder.EnableTenantRowLevelSecurity("BillingEvents");
            migrationBuilder.EnableTenantRowLevelSecurity("Exports");
            migrationBuilder.EnableTenantRowLevelSecurity("LedgerHeads");
            migrationBuilder.EnableTenantRowLevelSecurity("MovedRows");
            migrationBuilder.EnableTenantRowLevelSecurity("Occurrences");
            migrationBuilder.EnableTenantRowLevelSecurity("Parameters");
            migrationBuilder.EnableTenantRowLevelSecurity("Periods");
            migrationBuilder.EnableTenantRowLevelSecurity("Persons");
            migrationBuilder.EnableTenantRowLevelSecurity("PriceTables");
            migrationBuilder.EnableTenantRowLevelSecurity("RowsToSort");
            migrationBuilder.EnableTenantRowLevelSecurity("Stays");
            migrationBuilder.EnableTenantRowLevelSecurity("SubjectMerges");
            migrationBuilder.EnableTenantRowLevelSecurity("Transports");
            migrationBuilder.EnableTenantRowLevelSecurity("Unsettled");
            migrationBuilder.EnableTenantRowLevelSecurity("Waivers");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Absences");

            migrationBuilder.DropTable(
                name: "Attendances");

            migrationBuilder.DropTable(
                name: "BillingEvents");

            migrationBuilder.DropTable(
                name: "Exports");

            migrationBuilder.DropTable(
                name: "Inbox");

            migrationBuilder.DropTable(
                name: "LedgerHeads");

            migrationBuilder.DropTable(
                name: "MovedRows");

            migrationBuilder.DropTable(
                name: "Occurrences");

            migrationBuilder.DropTable(
                name: "Outbox");

            migrationBuilder.DropTable(
                name: "Parameters");

            migrationBuilder.DropTable(
                name: "ParkedEvents");

            migrationBuilder.DropTable(
                name: "Periods");

            migrationBuilder.DropTable(
                name: "Persons");

            migrationBuilder.DropTable(
                name: "PriceTables");

            migrationBuilder.DropTable(
                name: "RowsToSort");

            migrationBuilder.DropTable(
                name: "Stays");

            migrationBuilder.DropTable(
                name: "SubjectMerges");

            migrationBuilder.DropTable(
                name: "Transports");

            migrationBuilder.DropTable(
                name: "Unsettled");

            migrationBuilder.DropTable(
                name: "Waivers");
        }
    }
}
