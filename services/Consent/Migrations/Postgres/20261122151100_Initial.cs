using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Consent.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AccessGrants",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Holder = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Account = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    Name = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: false),
                    Relation = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    HiddenCategories = table.Column<List<string>>(type: "text[]", nullable: false),
                    Level = table.Column<int>(type: "integer", nullable: false),
                    MeasureId = table.Column<Guid>(type: "uuid", nullable: true),
                    AgreedByPerson = table.Column<bool>(type: "boolean", nullable: false),
                    Proof = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    StartsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ReviewAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    RevokedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    GaveWayTo = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AccessGrants", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BreakGlassOpenings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    SituationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ProfessionalId = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: true),
                    ReasonCode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    OpenedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ReviewDueAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Verdict = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    ReviewedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ReviewedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    ReviewComment = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    SuspensionLiftedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BreakGlassOpenings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CareCircleMembers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Role = table.Column<string>(type: "character varying(5)", maxLength: 5, nullable: false),
                    Name = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: false),
                    NationalId = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Mailbox = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    SituationId = table.Column<Guid>(type: "uuid", nullable: true),
                    TeamCase = table.Column<string>(type: "character varying(1)", maxLength: 1, nullable: true),
                    JoinedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LeftAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CareCircleMembers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Consents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Decision = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: false),
                    Categories = table.Column<List<string>>(type: "text[]", nullable: false),
                    DocumentIds = table.Column<List<string>>(type: "text[]", nullable: false),
                    Ceiling = table.Column<string>(type: "character varying(1)", maxLength: 1, nullable: false),
                    Recipients = table.Column<List<string>>(type: "text[]", nullable: false),
                    Purposes = table.Column<List<string>>(type: "text[]", nullable: false),
                    ProofType = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    ProofReference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    StartsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Status = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    WithdrawnAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    WithdrawalReason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    UsedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    Information_GivenAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Information_GivenBy = table.Column<Guid>(type: "uuid", nullable: true),
                    Information_Leaflet = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Information_LeafletVersion = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Information_Mode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Will_Able = table.Column<bool>(type: "boolean", nullable: false),
                    Will_Assent = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Will_Capacity = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Will_DecidedBy = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Will_DeciderName = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: false),
                    Will_MeasureId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Consents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DeadlineNotices",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SubjectId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Step = table.Column<int>(type: "integer", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    NoticedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeadlineNotices", x => new { x.TenantId, x.SubjectId, x.Kind, x.Step, x.DueOn });
                });

            migrationBuilder.CreateTable(
                name: "DecisionTallies",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    ProfessionalId = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Function = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Kind = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    Category = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Action = table.Column<string>(type: "character varying(1)", maxLength: 1, nullable: false),
                    Aspect = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    InCharge = table.Column<bool>(type: "boolean", nullable: false),
                    Count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionTallies", x => new { x.TenantId, x.Day, x.ProfessionalId, x.Function, x.Kind, x.Category, x.Action, x.Aspect, x.InCharge });
                });

            migrationBuilder.CreateTable(
                name: "Delegations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    FromSituationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ToSituationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Tasks = table.Column<List<string>>(type: "text[]", nullable: false),
                    Reason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    StartsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Delegations", x => x.Id);
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
                name: "LegalMeasures",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Type = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    Scope = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    Mode = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    JudgedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    ExpiresOn = table.Column<DateOnly>(type: "date", nullable: true),
                    HolderName = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: false),
                    ProofDocument = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    RecordedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LegalMeasures", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MatrixVersions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Content = table.Column<string>(type: "character varying(60000)", maxLength: 60000, nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    ProposedBy = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ProposedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EffectiveAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Approvals = table.Column<List<string>>(type: "text[]", nullable: false),
                    Trial = table.Column<string>(type: "text", nullable: false),
                    TriedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    TriedAgainst = table.Column<int>(type: "integer", nullable: true),
                    PublishedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MatrixVersions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Missions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    Request = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    UsagerIds = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    SituationIds = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    StartsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    RequestedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    AcceptedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Missions", x => x.Id);
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
                name: "Oppositions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Channel = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                    Category = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    Recipient = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    ItemId = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    OutsideTeam = table.Column<bool>(type: "boolean", nullable: false),
                    Everything = table.Column<bool>(type: "boolean", nullable: false),
                    Leaflet = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    CollectedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    RecordedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    WithdrawnAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Oppositions", x => x.Id);
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
                name: "RulesChanges",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RulesChanges", x => new { x.TenantId, x.UsagerId });
                });

            migrationBuilder.CreateTable(
                name: "RulesVersions",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RulesVersions", x => x.TenantId);
                });

            migrationBuilder.CreateTable(
                name: "SharingNeeds",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Recipients = table.Column<List<string>>(type: "text[]", nullable: false),
                    Categories = table.Column<List<string>>(type: "text[]", nullable: false),
                    ItemIds = table.Column<List<string>>(type: "text[]", nullable: false),
                    Purpose = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    LegalBase = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Why = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    StatedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    StatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SharingNeeds", x => x.Id);
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
                name: "UsagerPlaces",
                columns: table => new
                {
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: true),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: true),
                    BirthDate = table.Column<DateOnly>(type: "date", nullable: true),
                    IdentityVersion = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsagerPlaces", x => x.UsagerId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AccessGrants_TenantId_Account",
                table: "AccessGrants",
                columns: new[] { "TenantId", "Account" });

            migrationBuilder.CreateIndex(
                name: "IX_AccessGrants_TenantId_UsagerId",
                table: "AccessGrants",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_AccessGrants_TenantId_UsagerId_Account_Holder",
                table: "AccessGrants",
                columns: new[] { "TenantId", "UsagerId", "Account", "Holder" },
                unique: true,
                filter: "\"RevokedAt\" IS NULL AND \"GaveWayTo\" IS NULL AND \"Holder\" <> 'Representative'");

            migrationBuilder.CreateIndex(
                name: "IX_AccessGrants_TenantId_UsagerId_Account_MeasureId",
                table: "AccessGrants",
                columns: new[] { "TenantId", "UsagerId", "Account", "MeasureId" },
                unique: true,
                filter: "\"RevokedAt\" IS NULL AND \"GaveWayTo\" IS NULL AND \"Holder\" = 'Representative'");

            migrationBuilder.CreateIndex(
                name: "OnePersonsAccount",
                table: "AccessGrants",
                columns: new[] { "TenantId", "Account" },
                unique: true,
                filter: "\"RevokedAt\" IS NULL AND \"GaveWayTo\" IS NULL AND \"Holder\" = 'Person'");

            migrationBuilder.CreateIndex(
                name: "IX_BreakGlassOpenings_TenantId_UsagerId",
                table: "BreakGlassOpenings",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_BreakGlassOpenings_TenantId_Verdict",
                table: "BreakGlassOpenings",
                columns: new[] { "TenantId", "Verdict" });

            migrationBuilder.CreateIndex(
                name: "IX_CareCircleMembers_TenantId_UsagerId",
                table: "CareCircleMembers",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_Consents_TenantId_EndsAt",
                table: "Consents",
                columns: new[] { "TenantId", "EndsAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Consents_TenantId_UsagerId",
                table: "Consents",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_TenantId_ToSituationId",
                table: "Delegations",
                columns: new[] { "TenantId", "ToSituationId" });

            migrationBuilder.CreateIndex(
                name: "IX_Inbox_HandledAt",
                table: "Inbox",
                column: "HandledAt");

            migrationBuilder.CreateIndex(
                name: "IX_LegalMeasures_TenantId_ExpiresOn",
                table: "LegalMeasures",
                columns: new[] { "TenantId", "ExpiresOn" });

            migrationBuilder.CreateIndex(
                name: "IX_LegalMeasures_TenantId_UsagerId",
                table: "LegalMeasures",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_MatrixVersions_TenantId_Kind_Number",
                table: "MatrixVersions",
                columns: new[] { "TenantId", "Kind", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Missions_TenantId_EndsAt",
                table: "Missions",
                columns: new[] { "TenantId", "EndsAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Oppositions_TenantId_UsagerId",
                table: "Oppositions",
                columns: new[] { "TenantId", "UsagerId" });

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
                name: "IX_RulesChanges_TenantId_Sequence",
                table: "RulesChanges",
                columns: new[] { "TenantId", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_SharingNeeds_TenantId_UsagerId",
                table: "SharingNeeds",
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
                name: "IX_UsagerPlaces_TenantId",
                table: "UsagerPlaces",
                column: "TenantId");

            migrationBuilder.EnableTenantRowLevelSecurity("AccessGrants");
            migrationBuilder.EnableTenantRowLevelSecurity("BreakGlassOpenings");
            migrationBuilder.EnableTenantRowLevelSecurity("CareCircleMembers");
            migrationBuilder.EnableTenantRowLevelSecurity("Consents");
            migrationBuilder.EnableTenantRowLevelSecurity("DeadlineNotices");
            migrationBuilder.EnableTenantRowLevelSecurity("DecisionTallies");
            migrationBuilder.EnableTenantRowLevelSecurity("Delegations");
            migrationBuilder.EnableTenantRowLevelSecurity("LegalMeasures");
            migrationBuilder.EnableTenantRowLevelSecurity("MatrixVersions");
            migrationBuilder.EnableTenantRowLevelSecurity("Missions");
            migrationBuilder.EnableTenantRowLevelSecurity("MovedRows");
            migrationBuilder.EnableTenantRowLevelSecurity("Oppositions");
            migrationBuilder.EnableTenantRowLevelSecurity("RowsToSort");
            migrationBuilder.EnableTenantRowLevelSecurity("RulesChanges");
            migrationBuilder.EnableTenantRowLevelSecurity("RulesVersions");
            migrationBuilder.EnableTenantRowLevelSecurity("SharingNeeds");
            migrationBuilder.EnableTenantRowLevelSecurity("SubjectMerges");
            migrationBuilder.EnableTenantRowLevelSecurity("UsagerPlaces");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AccessGrants");

            migrationBuilder.DropTable(
                name: "BreakGlassOpenings");

            migrationBuilder.DropTable(
                name: "CareCircleMembers");

            migrationBuilder.DropTable(
                name: "Consents");

            migrationBuilder.DropTable(
                name: "DeadlineNotices");

            migrationBuilder.DropTable(
                name: "DecisionTallies");

            migrationBuilder.DropTable(
                name: "Delegations");

            migrationBuilder.DropTable(
                name: "Inbox");

            migrationBuilder.DropTable(
                name: "LegalMeasures");

            migrationBuilder.DropTable(
                name: "MatrixVersions");

            migrationBuilder.DropTable(
                name: "Missions");

            migrationBuilder.DropTable(
                name: "MovedRows");

            migrationBuilder.DropTable(
                name: "Oppositions");

            migrationBuilder.DropTable(
                name: "Outbox");

            migrationBuilder.DropTable(
                name: "ParkedEvents");

            migrationBuilder.DropTable(
                name: "RowsToSort");

            migrationBuilder.DropTable(
                name: "RulesChanges");

            migrationBuilder.DropTable(
                name: "RulesVersions");

            migrationBuilder.DropTable(
                name: "SharingNeeds");

            migrationBuilder.DropTable(
                name: "SubjectMerges");

            migrationBuilder.DropTable(
                name: "UsagerPlaces");
        }
    }
}
